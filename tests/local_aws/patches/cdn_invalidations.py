"""Invalidations take a while, end what was cached before, and are limited in number.

ministack 1.5.33 says "Completed" at once to any number of them, whatever their paths.
"""

from typing import Any

from local_aws.cdn import invalidations, viewings


def apply() -> None:
    """Wrap the three calls."""
    from ministack.services import cloudfront

    create = cloudfront._create_invalidation
    get, find = cloudfront._get_invalidation, cloudfront._list_invalidations

    def create_invalidation(dist_id: str, body: bytes) -> Any:
        records = cloudfront._invalidations.get(dist_id, [])
        invalidations.settle(records)
        batch = cloudfront._parse_body(body)
        paths = viewings.texts(batch, "Path")
        if not paths or any(invalidations.malformed(one) for one in paths):
            text = "Your request contains one or more invalid invalidation paths."
            return cloudfront._error("InvalidArgument", text, 400)
        told = batch is not None and cloudfront._text(batch, "CallerReference")
        known = [one["InvalidationBatch"]["CallerReference"] for one in records]
        if told not in known and invalidations.too_many(records, paths):
            text = "Your request contains more invalidation paths than may be in progress at once."
            return cloudfront._error("TooManyInvalidationsInProgress", text, 400)
        before = len(records)
        answer = create(dist_id, body)
        made = cloudfront._invalidations.get(dist_id, [])[before:]
        for record in made:
            invalidations.start(record)
        return answer if not made else get_in_progress(dist_id, made[0], answer)

    def get_in_progress(dist_id: str, record: Any, answer: Any) -> Any:
        _, headers, _ = answer
        _, _, body = get(dist_id, record["Id"])
        return 201, headers, body

    def get_invalidation(dist_id: str, invalidation: str) -> Any:
        invalidations.settle(cloudfront._invalidations.get(dist_id, []))
        return get(dist_id, invalidation)

    def list_invalidations(dist_id: str) -> Any:
        invalidations.settle(cloudfront._invalidations.get(dist_id, []))
        return find(dist_id)

    cloudfront._create_invalidation = create_invalidation
    cloudfront._get_invalidation = get_invalidation
    cloudfront._list_invalidations = list_invalidations
