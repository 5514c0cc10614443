"""Documents in a bucket, on a server that speaks S3: what is there is whole, and what cannot be done is said."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3  # type: ignore[import-untyped]  # it brings no types
import pytest

from tests.bucket import BUCKET, REGION, Bucket
from workflow.errors import TooLarge, Unavailable
from workflow.paperwork.inspection import SentFile, accept
from workflow.paperwork.storage import PIECE, Storage, Stored
from workflow.settings import Settings

MEBIBYTE = bytes(range(256)) * 4096
ONE, TWO = "doc_1", "doc_2"
LATER = timedelta(hours=1)
REFUSED = "the documents' storage cannot do this now: "


@pytest.fixture(scope="module")
def bucket() -> Iterator[Bucket]:
    """A server with one bucket."""
    running = Bucket()
    yield running
    running.end()


@pytest.fixture
def reached(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Storage]:
    """A storage in the bucket as the service reaches it with these settings, in a folder of this test's own."""
    folder = f"{BUCKET}/{datetime.now(UTC).timestamp()}"

    def reached(place: str = folder, **differing: str) -> Storage:
        for name, value in bucket.settings(**differing).items():
            monkeypatch.setenv(name, value)
        return Storage(f"s3://{place}")

    return reached


def written(storage: Storage, document: str = ONE, mebibytes: int = 1, limit: int = 10**9) -> Stored:
    with storage.intake(document, limit) as intake:
        for _ in range(mebibytes):
            intake.write(MEBIBYTE)
    return intake.stored


def there(bucket: Bucket, storage: Storage) -> tuple[list[str], list[str]]:
    """What lies in a storage's folder by the server's own account: files, and uploads that were never finished."""
    client: Any = boto3.client(
        "s3", REGION, endpoint_url=bucket.endpoint, aws_access_key_id=bucket.key, aws_secret_access_key=bucket.secret
    )
    folder = storage.place.removeprefix(f"s3://{BUCKET}/")
    files = client.list_objects_v2(Bucket=BUCKET, Prefix=folder).get("Contents", [])
    uploads = client.list_multipart_uploads(Bucket=BUCKET).get("Uploads", [])
    found = [[one["Key"] for one in kind if one["Key"].startswith(folder)] for kind in (files, uploads)]
    return [name.removeprefix(f"{folder}/") for name in found[0]], [
        name.removeprefix(f"{folder}/") for name in found[1]
    ]


def test_a_file_goes_through_quarantine_to_the_clean_area_and_is_read_in_pieces(
    bucket: Bucket, reached: Callable[..., Storage]
) -> None:
    storage = reached()

    stored = written(storage, mebibytes=11)
    waiting = there(bucket, storage), storage.leftovers(datetime.now(UTC) + LATER)
    storage.keep(stored)
    storage.settle(ONE)
    pieces = list(storage.clean(ONE, stored.sha256))

    assert stored == Stored(ONE, 11 * len(MEBIBYTE), hashlib.sha256(MEBIBYTE * 11).hexdigest())
    assert waiting == (([f"quarantine/{ONE}"], []), [ONE])
    assert there(bucket, storage) == ([f"clean/{ONE}/{stored.sha256}"], [])
    assert b"".join(pieces) == MEBIBYTE * 11
    assert len(pieces) > 8 and max(map(len, pieces)) < 11 * len(MEBIBYTE) // 4 and len(pieces[0]) >= PIECE
    assert storage.leftovers(datetime.now(UTC) + LATER) == []


def test_what_is_not_sound_and_what_is_forgotten_is_gone_and_the_rest_stays(
    bucket: Bucket, reached: Callable[..., Storage]
) -> None:
    storage = reached()
    kept = written(storage, TWO)
    storage.keep(kept)

    refusal = accept(storage, written(storage), SentFile("agreement.pdf"), Settings())
    lied = there(bucket, storage)
    storage.forget(TWO)
    storage.forget(TWO)

    assert not isinstance(refusal, str)
    assert sorted(lied[0]) == [f"clean/{TWO}/{kept.sha256}", f"quarantine/{TWO}"]
    assert there(bucket, storage) == ([], [])
    with pytest.raises(Unavailable, match="the file is not there"):
        storage.clean(TWO, kept.sha256)


def test_an_intake_that_is_broken_off_leaves_no_file_to_be_seen(
    bucket: Bucket, reached: Callable[..., Storage]
) -> None:
    storage = reached()

    with pytest.raises(TooLarge):
        written(storage, mebibytes=12, limit=11 * len(MEBIBYTE))

    assert there(bucket, storage) == ([], [f"quarantine/{ONE}"])  # the bucket's own rule ends what was never finished
    assert storage.leftovers(datetime.now(UTC) + LATER) == []


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("place", "differing", "said", "every"),
    [
        (None, {"AWS_ACCESS_KEY_ID": "AKIANOBODY"}, "it does not take the key that the service has", 1),
        (None, {"AWS_SECRET_ACCESS_KEY": "a guess"}, "it does not take the key that the service has", 1),
        ("nowhere/accord", {}, "there is no such bucket", 1),
        (None, {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, "it does not answer", 3),  # each is tried for seconds
    ],
)
def test_with_a_wrong_key_without_the_bucket_or_without_an_answer_nothing_is_done_and_it_is_said_why(
    reached: Callable[..., Storage], bucket: Bucket, place: str | None, differing: dict[str, str], said: str, every: int
) -> None:
    good = reached()
    stored = written(good)
    storage = reached(good.place.removeprefix("s3://") if place is None else place, **differing)
    doing: list[Callable[[], object]] = [
        lambda: written(storage, TWO),
        lambda: written(storage, TWO, mebibytes=12),
        lambda: list(storage.quarantined(ONE)),
        lambda: storage.keep(stored),
        lambda: storage.forget(ONE),
        lambda: storage.leftovers(datetime.now(UTC)),
    ]

    told = []
    for do in doing[::every]:
        with pytest.raises(Unavailable) as raised:
            do()
        told.append((str(raised.value), raised.value.retry_after))

    assert told == [(f"{REFUSED}{said}", 5)] * len(doing[::every])
    assert there(bucket, good) == ([f"quarantine/{ONE}"], [])
    good.keep(stored)
    assert b"".join(good.clean(ONE, stored.sha256)) == MEBIBYTE


@pytest.mark.thorough
def test_a_server_that_goes_away_half_way_has_half_of_nothing(reached: Callable[..., Storage]) -> None:
    other = Bucket()
    storage = reached(AWS_ENDPOINT_URL=other.endpoint, AWS_ACCESS_KEY_ID=other.key, AWS_SECRET_ACCESS_KEY=other.secret)

    def break_off() -> None:
        with storage.intake(ONE, 10**9) as intake:
            for mebibyte in range(18):
                if mebibyte == 6:
                    other.end()
                intake.write(MEBIBYTE)

    with pytest.raises(Unavailable, match=f"^{REFUSED}it does not answer$"):
        break_off()
