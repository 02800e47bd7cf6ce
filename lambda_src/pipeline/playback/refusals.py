"""What clients are told where nothing can be played."""

from http import HTTPStatus

from pipeline.api.problem import Problem

NO_CDN = Problem(
    status=HTTPStatus.CONFLICT,
    code="NO_CDN",
    detail="The environment has no CDN that signs: its outputs are played by no URL.",
)
NOTHING_SERVED = Problem(
    status=HTTPStatus.CONFLICT,
    code="NOTHING_SERVED",
    detail="Nothing of the asset can be played: no attempt has SUCCEEDED yet.",
)
# Whatever the reason: a grant that is forged or over, or a file that is not there.
NOT_GRANTED = Problem(
    status=HTTPStatus.FORBIDDEN,
    code="NOT_GRANTED",
    detail="The address is of no grant that holds, or of nothing that it is for.",
)
