// Pictures in SVG.
