from sklearn.datasets import load_digits
from tensorflow import keras
X,y=load_digits(return_X_y=True)
X=X/16.0
def make(opt, act):
    m=keras.Sequential([keras.layers.Dense(64,activation=act),keras.layers.Dense(10,activation="softmax")])
    m.compile(optimizer=opt, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return m
for opt in ["adam","sgd"]:
    for act in ["relu","tanh"]:
        m=make(opt,act)
        m.fit(X,y,epochs=5,batch_size=32,validation_split=.2)
