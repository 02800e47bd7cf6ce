"""λ assets-api when calls fail and answers are lost."""

from dataclasses import replace

import pytest

from fakes.api_faults import FAULTS, LOST, SECRETS
from fakes.assets_door import owned, processing, succeeded
from fakes.mediaconvert import client_error
from fakes.recorder import once
from pipeline.assets.asset import ErasedBy, Status
from pipeline.assets.erasing import erasing

REQUESTS = {
    "get": ("get_item", "GET", "", None),
    "list": ("query", "GET", None, None),
    "edit, read": ("get_item", "PATCH", "", {"passthrough": "x"}),
    "edit, write": ("put_item", "PATCH", "", {"passthrough": "x"}),
    "erase, read": ("get_item", "DELETE", "", None),
    "erase, write": ("put_item", "DELETE", "", None),
    "reprocess, read": ("get_item", "POST", "/reprocess", {}),
    "reprocess, count": ("update_item", "POST", "/reprocess", {}),
    "play, read": ("get_item", "POST", "/playback", None),
    "play, sign": ("sign", "POST", "/playback", None),
    "reprocess, send": ("send_message", "POST", "/reprocess", {}),
}


def asked(assets, asset, name):
    _, method, below, body = REQUESTS[name]
    path = "/v1/assets" if below is None else f"/v1/assets/{asset.id}{below}"
    return assets.ask(method, path, body)


@pytest.mark.parametrize("name", REQUESTS)
@pytest.mark.parametrize(("error", "status", "code"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_without_its_details(assets, log_lines, name, error, status, code):
    asset = assets.keep(succeeded(owned()))
    assets.recorder.before = once(REQUESTS[name][0], error)
    log_lines()
    answer = asked(assets, asset, name)
    assert (answer.status, answer.code) == (status, code)
    assert answer.headers.get("Retry-After") == ("2" if status == 503 else None)
    assert not [secret for secret in SECRETS if secret in answer.text]
    assert any(line["level"] in ("WARNING", "ERROR") for line in log_lines())
    assert asked(assets, asset, name).status in (200, 202)


def test_an_edit_whose_answer_was_lost_is_asked_for_again(assets):
    asset = assets.keep(owned())
    assets.recorder.after = once("put_item", LOST)
    assert asked(assets, asset, "edit, write").code == "UNAVAILABLE"
    answer = asked(assets, asset, "edit, write")
    assert (answer.status, answer.document["revision"], assets.calls) == (200, 2, ["get_item"])


def test_an_edit_that_others_always_overtake_is_for_later(assets):
    asset = assets.keep(owned())
    record = [asset]

    def overtake(name: str) -> None:
        if name == "put_item":
            after = processing(record[0], percent=record[0].revision)
            assets.table.save(after, if_revision=record[0].revision)
            record[0] = after

    assets.recorder.before = overtake
    assert asked(assets, asset, "edit, write").code == "UNAVAILABLE"
    assert assets.calls == ["get_item", *["put_item"] * 5]


@pytest.mark.parametrize("to_the_end", [True, False])
@pytest.mark.parametrize("name", ["edit, write", "erase, write"])
def test_an_asset_that_is_erased_meanwhile_is_gone(assets, name, to_the_end):
    asset = assets.keep(owned())

    def erase(call: str) -> None:
        if call == "put_item":
            assets.recorder.before = lambda _: None
            if to_the_end:
                assets.erase(asset)
            else:
                gone = erasing(asset, ErasedBy.OPERATOR, assets.clock.now())
                assets.table.save(replace(gone, revision=2), if_revision=1)

    assets.recorder.before = erase
    answer = asked(assets, asset, name)
    if name == "erase, write" and to_the_end:
        assert answer.status == 202, "it is asked for, and found to be done"
    else:
        assert (answer.status, answer.code) == (410, "ERASED")


@pytest.mark.parametrize("call", ["put_item", "send_message"])
def test_an_erasure_whose_answer_was_lost_is_asked_for(assets, call):
    """Where the message is lost too, the asset-reconciler finds the asset."""
    asset = assets.keep(owned())
    assets.recorder.after = once(call, LOST)
    assert asked(assets, asset, "erase, read").code == "UNAVAILABLE"
    assert assets.record(asset).status is Status.ERASING
    assert asked(assets, asset, "erase, read").code == "ERASED"


def test_a_request_counts_and_asks_even_if_its_answer_is_lost(assets):
    """So a client that asks again may send a message twice: it opens one attempt."""
    asset = assets.keep(succeeded(owned()))
    assets.recorder.after = once("send_message", LOST)
    assert asked(assets, asset, "reprocess, send").code == "UNAVAILABLE"
    assert asked(assets, asset, "reprocess, send").status == 202
    first, second = assets.messages()
    assert first == second
    assert [item["reprocesses"] for item in assets.items().values()] == [2]


def test_throttling_of_the_counter_is_no_quota(assets):
    asset = assets.keep(succeeded(owned()))
    throttled = client_error("UpdateItem", "ProvisionedThroughputExceededException", 400)
    assets.recorder.before = once("update_item", throttled)
    assert asked(assets, asset, "reprocess, count").code == "UNAVAILABLE"
    assert assets.messages() == []
