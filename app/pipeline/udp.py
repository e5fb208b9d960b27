"""A stream to other programs: H.264 in MPEG-TS by UDP, for OBS, VLC, ffplay and what else reads that.

1. :func:`open_stream` opens an encoder that holds no picture back, and a socket that is connected once and never
   waits.
2. :meth:`UdpStream.send` is given one picture at each beat of a steady feed (`feed.py`), encodes it and sends what
   comes out in datagrams of seven packets. There is a key picture every second: a reader may come at any time.
3. That nobody listens is no failure, and what the network can not take at once is lost, as is usual for UDP. A network
   that is gone is told by OutputError: the feed opens the stream anew until it is back.
"""

from __future__ import annotations

import contextlib
import errno
import io
import logging
import os
import socket
import time
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import av
from av.container import OutputContainer
from av.video.frame import PictureType, VideoFrame
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from av.video.stream import VideoStream

from app.base.errors import OutputError
from app.pipeline.fitting import even
from app.pipeline.stream_address import StreamAddress
from engines.api import Image

log = logging.getLogger(__name__)

KEY_S = 1.0
"""Seconds between two pictures with which a reader can begin."""
DATAGRAM_BYTES = 7 * 188
"""Whole packets of MPEG-TS, as many as pass any network in one piece."""
_HOPS = 1
"""A multicast stream stays in the own network."""
_ENCODERS = (("libx264", "H.264"), ("mpeg2video", "MPEG-2"))
"""In order of preference."""
_MPEG2_RATES = (Fraction(24), Fraction(25), Fraction(30), Fraction(50), Fraction(60))
"""The whole rates that MPEG-2 knows."""
_NOBODY = (errno.ECONNREFUSED, getattr(errno, "WSAECONNRESET", errno.ECONNRESET), errno.ECONNRESET)
"""What a datagram before this one met on its way to a machine where nobody listens."""
_NO_ROOM = (errno.EAGAIN, errno.EWOULDBLOCK, errno.ENOBUFS, getattr(errno, "WSAENOBUFS", errno.ENOBUFS))


@dataclass(frozen=True, slots=True)
class StreamWish:
    """What to send where. Width and height in pixels, an odd side is given one more; ``kbps`` is the most."""

    address: StreamAddress
    width: int
    height: int
    fps: int
    kbps: int


class UdpStream:
    """An open stream. One thread sends and closes."""

    def __init__(self, wish: StreamWish) -> None:
        """Raises OutputError when there is no encoder, or no way to the address."""
        self.size = (even(wish.width), even(wish.height))
        self._address = wish.address
        encoder, codec = _choose_encoder()
        self.name = f"{wish.address}, {codec}"
        self.device = str(wish.address)
        self._rate = _rate(encoder, wish.fps)
        self._began: float | None = None
        self._tick = self._key_tick = -1
        self._datagrams = _Datagrams(wish.address)
        try:
            self._container, self._stream = _open(self._datagrams, encoder, self.size, self._rate, wish.kbps)
        except BaseException:
            self._datagrams.close()
            raise

    @property
    def lost(self) -> int:
        """Datagrams that the network had no room for."""
        return self._datagrams.lost

    def send(self, image: Image) -> None:
        """Encode and send one C-contiguous BGR picture of :attr:`size`. Raises OutputError when the network is gone or
        the encoder failed."""
        try:
            for packet in self._stream.encode(self._frame(image)):
                self._container.mux(packet)
        except av.FFmpegError as error:
            raise _encoder_failed(str(error)) from error
        self._raise_failure()

    def check(self) -> None:
        """Nothing that sending would not tell."""

    def close(self) -> None:
        """Send what is still in the encoder, as far as that goes, and free it; a failure at that is only logged."""
        try:
            for packet in self._stream.encode(None):
                self._container.mux(packet)
            self._container.close()
        except av.FFmpegError:
            log.exception("The end of the stream to %s", self._address)
        finally:
            self._datagrams.close()

    def _frame(self, image: Image) -> VideoFrame:
        picture = VideoFrame.from_numpy_buffer(image, format="bgr24")
        frame = picture.reformat(
            format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG, threads=1
        )
        now = time.monotonic()
        if self._began is None:
            self._began = now
        # On the grid of the rate, but by the clock: where beats were left out, time went on.
        self._tick = max(self._tick + 1, round((now - self._began) * self._rate))
        if self._key_tick < 0 or self._tick - self._key_tick >= KEY_S * self._rate:
            frame.pict_type = PictureType.I
            self._key_tick = self._tick
        frame.pts, frame.time_base = self._tick, 1 / self._rate
        return frame

    def _raise_failure(self) -> None:
        failure = self._datagrams.take_failure()
        if failure is not None:
            reason = failure.strerror or str(failure)
            raise OutputError(
                "stream.network",
                f"The stream can not be sent to {self._address}: {reason}.",
                "Check the network and the address. The program tries again every second.",
                address=str(self._address),
                reason=reason,
            )


def open_stream(wish: StreamWish) -> UdpStream:
    """Raises OutputError when there is no encoder, or no way to the address."""
    return UdpStream(wish)


class _Datagrams(io.RawIOBase):
    """The file under libav: what is written goes out at once, in datagrams."""

    def __init__(self, address: StreamAddress) -> None:
        self.lost = 0
        self._failure: OSError | None = None
        place: Any = None
        self._socket = socket.socket(socket.AF_INET6 if address.six else socket.AF_INET, socket.SOCK_DGRAM)
        try:
            self._socket.setblocking(False)
            if address.multicast and address.six:
                self._socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, _HOPS)
            elif address.multicast:
                self._socket.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, _HOPS)
            # The number again, now with its interface: nothing is asked of the network.
            *_, place = socket.getaddrinfo(
                address.ip, address.port, type=socket.SOCK_DGRAM, flags=socket.AI_NUMERICHOST
            )[0]
            self._socket.connect(place)
        except OSError as error:
            everybody = isinstance(error, PermissionError) and self._reaches_everybody(place)
            self._socket.close()
            if everybody:
                raise OutputError(
                    "stream.broadcast",
                    f"{address} stands for every machine in a network: a stream is not sent to all of them.",
                    "Send it to one machine, or to a multicast group such as udp://239.0.0.1:5000.",
                    address=str(address),
                ) from error
            reason = error.strerror or str(error)
            raise OutputError(
                "stream.network",
                f"The stream can not be sent to {address}: {reason}.",
                "Check the network and the address. The program tries again every second.",
                address=str(address),
                reason=reason,
            ) from error

    def _reaches_everybody(self, place: Any) -> bool:
        """Whether a refusal was for a broadcast address: those alone can be connected to when that is allowed. Nothing
        is sent, and the socket is not used any more."""
        with contextlib.suppress(OSError):
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
            self._socket.connect(place)
            return True
        return False

    def writable(self) -> bool:
        return True

    def write(self, data: bytes, /) -> int:  # type: ignore[override]
        view = memoryview(data)
        for begin in range(0, len(view), DATAGRAM_BYTES):
            try:
                self._socket.send(view[begin : begin + DATAGRAM_BYTES])
            except OSError as error:
                if error.errno in _NO_ROOM:
                    self.lost += 1
                elif error.errno not in _NOBODY:
                    self._failure = error
        return len(view)

    def take_failure(self) -> OSError | None:
        failure, self._failure = self._failure, None
        return failure

    def close(self) -> None:
        self._socket.close()
        super().close()


def _choose_encoder() -> tuple[str, str]:
    for name, codec in _ENCODERS:
        if name in av.codecs_available:
            return name, codec
    raise OutputError("stream.no_encoder", "There is no encoder for streams here.", "Reinstall the package av.")


def _rate(encoder: str, fps: int) -> Fraction:
    if encoder != "mpeg2video":
        return Fraction(fps)
    return min(_MPEG2_RATES, key=lambda rate: abs(rate - fps))


def _open(
    file: _Datagrams, encoder: str, size: tuple[int, int], rate: Fraction, kbps: int
) -> tuple[OutputContainer, VideoStream]:
    try:
        # The buffer is one datagram, and is emptied after each picture.
        container = av.open(file, "w", format="mpegts", options={"flush_packets": "1"}, buffer_size=DATAGRAM_BYTES)
        stream = container.add_stream(encoder, rate=rate, options=_options(encoder, rate, kbps))
        assert isinstance(stream, VideoStream)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        context = stream.codec_context
        context.time_base = 1 / rate
        context.gop_size = 600  # key pictures are asked for by time, see KEY_S
        context.max_b_frames = 0
        context.bit_rate = kbps * 1000
        context.thread_count = min(2, os.cpu_count() or 1)
        context.colorspace, context.color_range = Colorspace.ITU709, ColorRange.MPEG
        context.color_primaries, context.color_trc = ColorPrimaries.BT709, ColorTrc.BT709
        context.open()
    except (av.FFmpegError, ValueError) as error:
        raise _encoder_failed(str(error)) from error
    return container, stream


def _options(encoder: str, rate: Fraction, kbps: int) -> dict[str, str]:
    # A fifth of a second of the rate may come at once: a key picture is large, and a reader shall not wait for it.
    limits = {"maxrate": f"{kbps}k", "bufsize": f"{max(1, kbps // 5)}k"}
    if encoder == "libx264":
        return {"preset": "superfast", "tune": "zerolatency", "forced-idr": "1", **limits}
    return limits


def _encoder_failed(reason: str) -> OutputError:
    return OutputError(
        "stream.encoder",
        f"The stream can not be encoded: {reason}.",
        "Choose another size or bit rate. The program tries again every second.",
        reason=reason,
    )
