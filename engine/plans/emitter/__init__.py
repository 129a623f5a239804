"""Step 3: Python source, one function for an object, from what was read to the answer that orjson writes."""
