echo "«shell|cold»" # teapot
