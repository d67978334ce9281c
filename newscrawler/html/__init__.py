"""An HTML page as the other rooms read it: decoding, tree, outline, structured data, flat form, roles of elements."""
