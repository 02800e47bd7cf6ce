# shellcheck shell=bash disable=SC2034
# To be sourced: the oldest versions that work.
LEAST_GIT=2.0
LEAST_MAKE=3.81
LEAST_BASH=3.2
LEAST_PYTHON=3.11
LEAST_TERRAFORM=1.11
LEAST_JAVA=17
LEAST_MAVEN=3.6
LEAST_GO=1.22
