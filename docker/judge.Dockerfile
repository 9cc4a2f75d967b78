# The judge on a GPU node: vLLM's own image at the version of the profile, and "judge serve" of Salon to start it.
#
#     docker build -f docker/judge.Dockerfile -t salon-judge .
#     docker run --gpus all --ipc host -p 8000:8000 -e JUDGE_API_KEY -v /data/models:/models salon-judge q-judger
#
# The weights (55 GB) are downloaded into the volume when it has none.

ARG VLLM=v0.32.0
FROM vllm/vllm-openai:${VLLM}

# Salon's libraries have an environment of their own, so that they change none of vLLM's.
COPY docker/requirements.lock /tmp/
RUN uv venv /opt/salon && uv pip install --no-cache --python /opt/salon/bin/python --require-hashes -r /tmp/requirements.lock
# Kubernetes runs it as this user; PyTorch asks for its name.
RUN useradd --uid 10001 --home-dir /tmp/salon salon
WORKDIR /srv/salon
COPY manage.py LICENSE ./
COPY prompts prompts
COPY leaderboard leaderboard
COPY workers workers
ENV HF_HOME=/models \
    VLLM_CACHE_ROOT=/models/vllm \
    SALON_HOME=/tmp/salon \
    PYTHONUNBUFFERED=1
VOLUME /models
# The first replica's; each further one has the next port.
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30m \
    CMD ["python3", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/health', timeout=4)"]
ENTRYPOINT ["/opt/salon/bin/python", "manage.py", "judge", "serve", "--host", "0.0.0.0"]
CMD ["q-judger"]
