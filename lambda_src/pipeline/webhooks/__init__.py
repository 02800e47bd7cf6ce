"""Announcements for servers outside, as Standard Webhooks."""
