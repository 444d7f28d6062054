"""The model inside: weights from installed packages, llama.cpp in process, loopback only."""
