"""The environment variables of the functions, as Terraform sets them, for a made-up account."""

from fakes import events

PREFIX = "media-test"
OUTPUTS_BUCKET = f"{PREFIX}-outputs-{events.ACCOUNT_ID}"
TABLE = f"{PREFIX}-media-assets"
UPLOAD_SESSIONS_TABLE = f"{PREFIX}-upload-sessions"
QUEUES = f"https://sqs.{events.REGION}.amazonaws.com/{events.ACCOUNT_ID}/{PREFIX}"
KEY_ARN = (
    f"arn:aws:kms:{events.REGION}:{events.ACCOUNT_ID}:key/12345678-1234-1234-1234-123456789012"
)
OUTPUTS_BUCKET = f"{PREFIX}-outputs-{events.ACCOUNT_ID}"
ENVIRONMENT = {
    "NAME_PREFIX": PREFIX,
    "ASSET_TABLE_NAME": TABLE,
    "POWERTOOLS_SERVICE_NAME": "media-pipeline",
    "POWERTOOLS_METRICS_NAMESPACE": "MediaPipeline",
    "UPLOADS_BUCKET_NAME": events.UPLOADS_BUCKET,
    "UPLOADS_PREFIX": "uploads/",
    "OUTPUTS_BUCKET_NAME": OUTPUTS_BUCKET,
    "DATA_KEY_ARN": KEY_ARN,
    "TRANSCODE_QUEUE_ARN": events.QUEUE_ARN,
    "MEDIACONVERT_ROLE_ARN": f"arn:aws:iam::{events.ACCOUNT_ID}:role/{PREFIX}-mediaconvert",
    "PROFILES_PATH": f"/{PREFIX}/profiles",
    "TRANSCODING_PROFILE": "default",
    "TRANSCODING_PROFILES_BY_KEY_PREFIX": "{}",
    "STATUS_UPDATE_INTERVAL_SECONDS": "10",
    "MAX_SOURCE_SIZE_BYTES": str(10 * 1024**3),
    "MAX_SOURCE_DURATION_SECONDS": "14400",
    "MAX_ESTIMATE_USD": "25",
    "SUPERSEDED_OUTPUTS_DAYS": "7",
    "LEASE_SECONDS": "45",
    "PROCESSING_CONCURRENCY": "2",
    "CREATE_JOBS_PER_SECOND": "2",
    "CREATE_JOBS_BURST": "100",
    "UPLOAD_EVENTS_QUEUE_URL": f"{QUEUES}-upload-events",
    "UPLOAD_EVENTS_DLQ_URL": f"{QUEUES}-upload-events-dlq",
    "JOB_EVENTS_QUEUE_URL": f"{QUEUES}-job-events",
    "JOB_EVENTS_DLQ_URL": f"{QUEUES}-job-events-dlq",
    "REMOVALS_QUEUE_URL": f"{QUEUES}-removals",
    "REMOVALS_DLQ_URL": f"{QUEUES}-removals-dlq",
    "ERASURES_QUEUE_URL": f"{QUEUES}-erasures",
    "ERASURES_DLQ_URL": f"{QUEUES}-erasures-dlq",
    "UPLOAD_SESSIONS_TABLE_NAME": UPLOAD_SESSIONS_TABLE,
    "SUBJECT_CLAIM": "sub",
    "CDN_DOMAIN_NAME": "d111111abcdef8.cloudfront.net",
    "GRANT_KEY_ARNS": f'{{"K2JCJMDEHXQW5F": "{KEY_ARN}"}}',
    "GRANT_KEY_PAIR_ID": "K2JCJMDEHXQW5F",
    "COOKIE_SAME_SITE": "None",
    "PUBLIC_POSTERS": "false",
    "PROFILE_NAMES": "default,economy",
    "REPROCESSES_PER_DAY": "3",
    "UPLOADS_PER_DAY": "100",
    "UPLOAD_BYTES_PER_DAY": str(200 * 1000**3),
    "ESTIMATE_USD_PER_DAY": "50",
    "EVENT_BUS_NAME": f"{PREFIX}-pipeline",
    "MAX_ATTEMPTS": "3",
    "MAX_RECEIVE_COUNT": "6",
    "PENDING_THRESHOLD_SECONDS": "900",
    "PROCESSING_THRESHOLD_SECONDS": "3600",
    "STALLED_AFTER_SECONDS": "86400",
}
