"""Whether HLS and DASH outputs are what players need: Apple's authoring rules, and a few of ours.

``python -m streaming FOLDER`` judges downloaded outputs.
"""
