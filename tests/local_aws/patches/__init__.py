"""Fidelity patches: where ministack differs from AWS and the pipeline would notice.

One module per difference, each with ``apply()``. ministack's names are private ones, so its
version is pinned, and every patch has a smoke test that fails when ministack changes.
"""


def apply() -> None:
    """Apply all patches; call once, before the first request, with MediaConvert registered."""
    from local_aws.patches import (
        access_log,
        alarm_states,
        alarms,
        api_access_logs,
        api_authorizers,
        api_cors,
        api_events,
        api_failures,
        api_limits,
        api_metrics,
        api_permissions,
        api_requests,
        api_route_settings,
        api_tags,
        api_throttling,
        api_tokens,
        bus_policies,
        cdn_cache,
        cdn_functions,
        cdn_header_policies,
        cdn_invalidations,
        cdn_metrics,
        cdn_origins,
        cdn_refusals,
        cdn_requests,
        cdn_signatures,
        cdn_web_acls,
        client_tokens,
        condition_keys,
        embedded_metrics,
        implied_permissions,
        mapping_roles,
        outside_network,
        own_keys,
        policy_wildcards,
        pool_passwords,
        pool_tags,
        pool_tiers,
        request_names,
        request_payment,
        rule_targets,
        s3_conditions,
        s3_events,
        s3_forms,
        s3_missing_keys,
        s3_signature_versions,
        s3_unsigned_headers,
        saved_queries,
        schedule_roles,
        service_calls,
        version_listings,
    )

    for patch in (
        *(s3_events, alarms, alarm_states, saved_queries),
        *(bus_policies, embedded_metrics, version_listings, request_payment, client_tokens),
        # HTTP APIs: the first step is the outermost.
        *(api_requests, api_tokens, api_authorizers, api_access_logs, api_metrics, api_events),
        *(api_limits, api_throttling, api_cors, api_failures, api_permissions),
        *(api_tags, api_route_settings),
        *(pool_passwords, pool_tags, pool_tiers),
        # CloudFront: the last wrap is the outermost.
        *(cdn_origins, cdn_cache, cdn_signatures, cdn_web_acls, cdn_requests, cdn_metrics),
        *(cdn_invalidations, cdn_header_policies, cdn_functions, cdn_refusals),
        outside_network,
        # Who may do what.
        *(policy_wildcards, access_log, condition_keys, request_names, service_calls),
        *(s3_conditions, s3_missing_keys, own_keys),
        *(s3_forms, s3_signature_versions, s3_unsigned_headers),
        *(rule_targets, schedule_roles, mapping_roles, implied_permissions),
    ):
        patch.apply()
