import numpy as np
from keras.models import Sequential
from keras.layers import Dense

points = np.random.randn(8, 2)
sides = np.array([0, 1, 1, 0, 0, 1, 1, 0])

model = Sequential()
model.add(Dense(10, input_dim=2, init="uniform", activation="relu"))
model.add(Dense(1, init="uniform", activation="sigmoid"))
model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
model.fit(points, sides, nb_epoch=50, batch_size=4)
