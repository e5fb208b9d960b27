"""What a result says of itself in its metadata: that it is synthetic, in words and in IPTC's own term.

The visible mark is drawn into the pictures (:mod:`app.pipeline.label`); this one is for programs that sort and show
files. Nothing of the source's own metadata is taken over: it may say where and when somebody was.
"""

from __future__ import annotations

from app import __version__

DIGITAL_SOURCE = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
"""IPTC's term for a real recording of which parts were made by a trained model."""
SENTENCE = "Synthetic media: faces in it were replaced by a program (Understudy)."
SOFTWARE = f"Understudy {__version__}"

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
    xmp:CreatorTool="{software}"
    Iptc4xmpExt:DigitalSourceType="{kind}">
   <dc:description><rdf:Alt><rdf:li xml:lang="x-default">{sentence}</rdf:li></rdf:Alt></dc:description>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def xmp() -> bytes:
    """The mark of a photo, as XMP."""
    return _XMP.format(software=SOFTWARE, kind=DIGITAL_SOURCE, sentence=SENTENCE).encode("utf-8")


def video_tags() -> dict[str, str]:
    """The mark of a video, as tags of its container."""
    return {"comment": f"{SENTENCE} {DIGITAL_SOURCE}", "description": SENTENCE}
