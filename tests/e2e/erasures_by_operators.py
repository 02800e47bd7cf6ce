"""Erasures by commands of the runbook: of a person, after a dead letter, after a restore."""

import json
import re
from dataclasses import replace

from e2e.erased_case import Case, Stage
from e2e.observation import until
from e2e.permissions.denials import KEPT
from e2e.scripts import run
from e2e.test_redrive import depth


def of_a_person(stage: Stage) -> Case:
    """``make erase UPLOADER=…``, while they are sending parts of another video."""
    s3, case = stage.pipeline.s3, stage.upload("uploads/erasure-person/film.mp4")
    place = {"Bucket": stage.bucket, "Key": "uploads/erasure-person/next.mp4"}
    upload = s3.create_multipart_upload(**place)["UploadId"]
    s3.upload_part(**place, UploadId=upload, PartNumber=1, Body=b"x")
    s3.put_object(Bucket=stage.bucket, Key="uploads/erasure-person/alone.en.srt", Body=b"x")
    stage.done(case)
    told = erase_person(stage)
    assert "Assets: 1. Uploads being sent: 1." in told
    return case


def erase_person(stage: Stage) -> str:
    return erase_all(stage, UPLOADER="erasure-person", GO="1")


def erase_all(stage: Stage, **given: str) -> str:
    """What ``make erase`` says."""
    finished = run("erase.sh", stage.account, TF_DIR=str(stage.root), **given)
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def kept(stage: Stage) -> Case:
    """A statement in the bucket's policy keeps one of its outputs. Once it is gone, the dead letter
    is redriven."""
    s3, bucket = stage.pipeline.s3, stage.pipeline.names["outputs_bucket_name"]
    case = stage.upload("uploads/erasure/kept.mp4")
    stage.done(case)
    s3.put_object(Bucket=bucket, Key=f"{case.asset}/1/{KEPT}", Body=case.mark.encode())
    before = s3.get_bucket_policy(Bucket=bucket)["Policy"]
    keep = {
        **{"Effect": "Deny", "Principal": "*", "Action": "s3:DeleteObjectVersion"},
        "Resource": f"arn:aws:s3:::{bucket}/*/{KEPT}",
    }
    document = json.loads(before)
    document["Statement"].append(keep)
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps(document))
    try:
        stage.erase(case.asset)
        until(lambda: depth(stage.pipeline, "erasures-dlq"), "the dead letter")
    finally:
        s3.put_bucket_policy(Bucket=bucket, Policy=before)
    where = {"TF_DIR": str(stage.root), "QUEUE": "erasures"}
    assert "DeleteObjects: AccessDenied" in run("redrive.sh", stage.account, **where).stdout
    assert stage.pipeline.record(case.asset)["status"] == "ERASING"
    redrive(stage, "erasures")
    return case


def restored(stage: Stage) -> Case:
    """A backup of the table knows it. It knows nothing of another one, which was erased too."""
    case, later = (stage.upload(f"uploads/erasure/{name}.mp4") for name in ("restored", "later"))
    stage.done(case)
    made = stage.pipeline.dynamodb.create_backup(TableName=stage.table, BackupName="of-before")
    stage.done(later)
    for one in (case, later):
        stage.erase(one.asset)
    return replace(case, others=(later.asset, made["BackupDetails"]["BackupArn"]))


def replay(stage: Stage, case: Case) -> str:
    """What the runbook says of a table that was restored, of ``case`` alone: the environment's has
    its record again, and none of the one that the backup does not know."""
    dynamodb, (later, backup) = stage.pipeline.dynamodb, case.others
    before, restored = f"{stage.table}-before", f"{stage.table}-restored"
    made = dynamodb.create_backup(TableName=stage.table, BackupName="of-after")
    backups = {before: made["BackupDetails"]["BackupArn"], restored: backup}
    for name, arn in backups.items():
        dynamodb.restore_table_from_backup(TargetTableName=name, BackupArn=arn)
    key = {"assetId": {"S": case.asset}}
    item = dynamodb.get_item(TableName=restored, Key=key)["Item"]
    dynamodb.put_item(TableName=stage.table, Item=item)
    dynamodb.delete_item(TableName=stage.table, Key={"assetId": {"S": later}})
    assert stage.traces(case.key), "it is back"
    assert "Nothing was changed." in erase_all(stage, FROM_TABLE=before)
    assert stage.pipeline.record(case.asset)["status"] == "SUCCEEDED"
    assert stage.pipeline.asset(later) is None
    told = erase_all(stage, FROM_TABLE=before, GO="1")
    for name in backups:
        dynamodb.delete_table(TableName=name)
    return told


def redrive(stage: Stage, queue: str) -> None:
    where = {"TF_DIR": str(stage.root), "QUEUE": queue, "GO": "1"}
    redriven = run("redrive.sh", stage.account, **where)
    assert re.search(rf"Sent [1-9]\d* messages? from {queue}-dlq", redriven.stdout), redriven.stderr
