"""The network stream, read back on this machine: pictures, order, readers that come late, and what is missing."""

from __future__ import annotations

import io
import socket
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from app.base.errors import OutputError
from app.pipeline.stream_address import resolve
from app.pipeline.udp import DATAGRAM_BYTES, StreamWish, UdpStream, open_stream
from engines.api import Image
from tests.pipeline.network_kit import need_namespaces
from tests.pipeline.stream_kit import Listener, pictures

ROOT = Path(__file__).resolve().parents[2]
SIZE = (320, 240)
_TELL_HOPS = 12  # IP_RECVTTL of Linux


def opened(address: str, size: tuple[int, int] = SIZE, fps: int = 30, kbps: int = 4000) -> UdpStream:
    return open_stream(StreamWish(resolve(address), *size, fps, kbps))


def picture(number: int, size: tuple[int, int] = SIZE) -> Image:
    """Soft colours; the left upper corner says the number."""
    across, down = np.meshgrid(np.linspace(0, 1, size[0]), np.linspace(0, 1, size[1]))
    image: Image = np.stack([40 + 170 * across, 60 + 150 * down, 200 - 120 * across], -1).round().astype(np.uint8)
    image[:64, :64] = number % 20 * 10 + 30
    return image


def number_in(image: Image) -> int:
    return round((float(image[16:48, 16:48].mean()) - 30) / 10)


def sent(stream: UdpStream, listener: Listener, numbers: range, size: tuple[int, int] = SIZE) -> bytes:
    data = b""
    for number in numbers:
        stream.send(picture(number, size))
        data += listener.take()
    return data


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_pictures_arrive_close_and_in_order(host: str) -> None:
    try:
        listener = Listener(host)
    except OSError as error:
        pytest.skip(f"no {host} on this machine: {error}")
    with listener:
        stream = opened(listener.address)
        data = sent(stream, listener, range(20))
        assert stream.name == f"{listener.address}, H.264"
        stream.close()
        data += listener.take()
    assert len(data) % 188 == 0
    assert max(listener.sizes) <= DATAGRAM_BYTES
    assert all(size % 188 == 0 for size in listener.sizes)
    got = pictures(data)
    assert [number_in(image) for image in got] == list(range(20))
    for number, image in enumerate(got):
        off = np.abs(image.astype(int) - picture(number).astype(int))
        assert off[:, 80:].mean() < 4
        assert off[80:].mean() < 4


def test_what_a_reader_is_told_of_it() -> None:
    with Listener() as listener:
        stream = opened(listener.address, (641, 359), 25)
        data = sent(stream, listener, range(30), (642, 360))
        stream.close()
        data += listener.take()
    assert stream.size == (642, 360)
    with av.open(io.BytesIO(data), "r", format="mpegts") as container:
        video = container.streams.video[0]
        context = video.codec_context
        assert (video.codec_context.name, context.width, context.height) == ("h264", 642, 360)
        assert video.average_rate == 25
        frame = next(container.decode(video))
        assert (frame.colorspace, frame.color_range) == (1, 1)  # BT.709, video range


def test_no_picture_is_held_back() -> None:
    """After each one all of it is on its way: the encoder and the container wait for no further picture."""
    with Listener() as listener:
        stream = opened(listener.address)
        data = b""
        for number in range(5):
            stream.send(picture(number))
            came = listener.take()
            assert came
            data += came
            held = 1  # a reader knows the end of a picture by the beginning of the next
            assert len(pictures(data)) >= number + 1 - held
        stream.close()


def test_a_reader_that_comes_late_gets_a_picture_within_a_second() -> None:
    with Listener() as listener:
        stream = opened(listener.address)
        sent(stream, listener, range(37))
        got = pictures(sent(stream, listener, range(37, 37 + 31)))
        stream.close()
    assert number_in(got[0]) == 60 % 20
    assert [number_in(image) for image in got] == [number % 20 for number in range(60, 68)]


def test_the_rate_keeps_to_what_was_asked() -> None:
    noise = np.random.default_rng(3).integers(0, 256, (240, 320, 3), np.uint8)
    with Listener() as listener:
        stream = opened(listener.address, kbps=1000)
        total = 0
        for number in range(90):
            stream.send(np.ascontiguousarray(np.roll(noise, number * 7, axis=1)))
            total += len(listener.take())
        stream.close()
    assert total * 8 / 3 < 1_000_000 * 1.35


def test_nobody_listens() -> None:
    with Listener() as listener:
        address = listener.address
    stream = opened(address)
    for number in range(40):
        stream.send(picture(number))
    stream.check()
    stream.close()
    stream.close()


def test_somebody_listens_later() -> None:
    with Listener() as listener:
        port, address = listener.port, listener.address
    stream = opened(address)
    for number in range(10):
        stream.send(picture(number))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as late:
        late.bind(("127.0.0.1", port))
        late.settimeout(30)
        stream.send(picture(10))
        stream.send(picture(11))
        assert late.recv(65536)
    stream.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a listener how far a datagram may go")
def test_multicast_stays_in_the_own_network() -> None:
    group = "239.255.77.7"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind(("", 0))
        listener.settimeout(30)
        try:
            listener.setsockopt(
                socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton(group) + socket.inet_aton("0.0.0.0")
            )
            stream = opened(f"udp://{group}:{listener.getsockname()[1]}")
        except (OSError, OutputError) as error:
            pytest.skip(f"no multicast here: {error}")
        listener.setsockopt(socket.IPPROTO_IP, _TELL_HOPS, 1)
        stream.send(picture(0))
        data, further, _, _ = listener.recvmsg(65536, 64)
        stream.close()
    assert len(data) % 188 == 0
    hops = [int.from_bytes(value, sys.byteorder) for level, _, value in further if level == socket.IPPROTO_IP]
    assert hops == [1]


def test_without_x264_it_is_mpeg2_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(av, "codecs_available", av.codecs_available - {"libx264"})
    with Listener() as listener:
        stream = opened(listener.address, fps=15)
        assert stream.name == f"{listener.address}, MPEG-2"
        data = sent(stream, listener, range(12))
        stream.close()
        data += listener.take()
    got = pictures(data)
    assert [number_in(image) for image in got] == list(range(12))
    with av.open(io.BytesIO(data), "r", format="mpegts") as container:
        assert container.streams.video[0].codec_context.name == "mpeg2video"
        assert container.streams.video[0].average_rate == Fraction(24)


def test_no_encoder_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(av, "codecs_available", av.codecs_available - {"libx264", "mpeg2video"})
    with pytest.raises(OutputError) as caught:
        opened("udp://127.0.0.1:5000")
    assert caught.value.message.code == "stream.no_encoder"


def test_a_size_that_no_encoder_takes() -> None:
    with pytest.raises(OutputError) as caught:
        opened("udp://127.0.0.1:5000", (40000, 2))
    assert caught.value.message.code == "stream.encoder"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems find out only when something is sent")
def test_a_broadcast_address_is_refused_in_words() -> None:
    with pytest.raises(OutputError) as caught:
        opened("udp://127.255.255.255:5000")
    assert caught.value.message.code == "stream.broadcast"
    assert "udp://127.255.255.255:5000" in caught.value.message.text


ALONE = """
from app.base.errors import OutputError
from app.pipeline.stream_address import resolve
from app.pipeline.udp import StreamWish, open_stream
from tests.pipeline import network_kit as network
from tests.pipeline.test_udp import picture
wish = StreamWish(resolve("udp://10.9.9.1:5000"), 320, 240, 30, 2000)
try:
    open_stream(wish)
except OutputError as error:
    print("open", error.message.code, error.message.params["reason"])
network.up()
network.give("10.9.9.1")
stream = open_stream(wish)
stream.send(picture(0))
print("sent")
network.give("192.168.77.1")
try:
    stream.send(picture(1))
except OutputError as error:
    print("send", error.message.code, error.message.params["reason"])
stream.close()
"""


def test_a_network_that_goes_away() -> None:
    """In a network of its own, whose only interface is off, comes, and goes."""
    need_namespaces()
    words = ["unshare", "-rn", sys.executable, "-c", ALONE]
    said = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60).stdout.splitlines()
    unreachable = "stream.network Network is unreachable"
    assert said == [f"open {unreachable}", "sent", f"send {unreachable}"]
