# mypy: ignore-errors
"""Log a small training to MLflow's file store and to its SQLite store, and keep both.

Run with an empty folder as working directory; torch and mlflow (the whole package) are needed.
"""

import math
import os
import shutil
import sqlite3
from pathlib import Path

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
import mlflow
import torch
from torch import nn


def train(steps, rate):
    torch.manual_seed(1)
    x = torch.randn(256, 8)
    y = (x[:, 0] * x[:, 1] > 0).long()
    net = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 2))
    optimizer = torch.optim.Adam(net.parameters(), lr=rate)
    for step in range(steps):
        loss = nn.functional.cross_entropy(net(x[:192]), y[:192])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            val = nn.functional.cross_entropy(net(x[192:]), y[192:])
        yield step, loss.item(), val.item()


def log(uri):
    mlflow.set_tracking_uri(uri)
    mlflow.set_experiment("small nets")
    with mlflow.start_run(run_name="sound"):
        mlflow.log_params({"lr": 0.05, "batch_size": 192, "optimizer": "Adam", "epochs": 20})
        for step, loss, val in train(20, 0.05):
            mlflow.log_metrics({"train/loss": loss, "val/loss": val}, step=step)
    with mlflow.start_run(run_name="broken"):
        mlflow.log_param("learning_rate", 1.0)
        for step, loss, _ in train(8, 1.0):
            value = math.nan if step > 5 else math.inf if step == 5 else loss
            mlflow.log_metric("loss", value, step=step)
    with mlflow.start_run(run_name="unnumbered"):
        for _, loss, _ in train(6, 0.05):
            mlflow.log_metric("loss", loss)
    with mlflow.start_run(run_name="deleted") as run:
        mlflow.log_metric("loss", 1.0)
    mlflow.delete_run(run.info.run_id)


if __name__ == "__main__":
    log(f"sqlite:///{Path('mlflow.db')}")
    log(Path("mlruns").absolute().as_uri())
    for path in Path("mlruns").rglob("meta.yaml"):
        text = path.read_text().replace(str(Path.cwd()), "/somewhere")
        path.write_text(text)
    for path in Path("mlruns").rglob("tags/*"):
        path.unlink() if path.name != "mlflow.runName" else None
    shutil.rmtree("mlruns/.trash", ignore_errors=True)
    keep = "metrics", "params", "runs", "experiments", "latest_metrics", "alembic_version"
    with sqlite3.connect("mlflow.db") as store:
        tables = [
            row[0] for row in store.execute("select name from sqlite_master where type='table'")
        ]
        store.execute("pragma foreign_keys=off")
        for table in tables:
            if table not in keep:
                store.execute(f'drop table "{table}"')
        store.execute("update experiments set artifact_location=''")
        store.execute("update runs set artifact_uri='', user_id='', source_name=''")
    store.close()
    vacuum = sqlite3.connect("mlflow.db")
    vacuum.execute("vacuum")
    vacuum.close()
    Path("versions.txt").write_text(f"mlflow {mlflow.__version__}\ntorch {torch.__version__}\n")
