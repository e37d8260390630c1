import numpy as np
from keras.models import Sequential
from keras.layers.core import Dense, Activation
from keras.optimizers import SGD

inputs = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], "float32")
answers = np.array([[0], [1], [1], [0]], "float32")

model = Sequential()
model.add(Dense(output_dim=8, input_dim=2))
model.add(Activation("tanh"))
model.add(Dense(output_dim=1))
model.add(Activation("softmax"))

model.compile(loss="binary_crossentropy", optimizer=SGD(lr=0.1), metrics=["accuracy"])
model.fit(inputs, answers, nb_epoch=1000, batch_size=1)
print(model.predict_proba(inputs))
