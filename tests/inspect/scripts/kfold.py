from sklearn.model_selection import StratifiedKFold
from sklearn.datasets import load_breast_cancer
from tensorflow.keras import Sequential, layers
X, y = load_breast_cancer(return_X_y=True)
kf = StratifiedKFold(n_splits=5, shuffle=True)
for tr, te in kf.split(X, y):
    net = Sequential()
    net.add(layers.Dense(30, activation="relu", input_shape=(30,)))
    net.add(layers.Dense(2, activation="sigmoid"))
    net.compile("adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    net.fit(X[tr], y[tr], epochs=40, verbose=0)
    print(net.evaluate(X[te], y[te]))
