"""Names processings at each pixel, and then tells what differs from the rest of its picture."""
