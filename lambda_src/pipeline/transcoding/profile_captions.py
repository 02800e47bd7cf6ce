"""The captions of a transcoding profile."""

from dataclasses import dataclass
from typing import Self

from pipeline.transcoding.profile_fields import Fields


@dataclass(frozen=True)
class Captions:
    """``sidecars``: those that lie beside the video. ``embedded``: the first captions of CEA-608 or
    CEA-708 within the picture; an output is made whether there are any or not."""

    sidecars: bool = False
    embedded: bool = False

    @property
    def wanted(self) -> bool:
        return self.sidecars or self.embedded

    @classmethod
    def of(cls, profile: Fields) -> Self:
        """``profile`` holds the object as its field ``captions``, or has none."""
        fields = profile.object("captions", set(cls.__dataclass_fields__))
        if fields is None:
            return cls()
        return cls(
            sidecars=fields.boolean("sidecars", default=False),
            embedded=fields.boolean("embedded", default=False),
        )
