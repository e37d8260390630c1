from keras.models import Sequential
from keras.layers import *
import numpy as np
x = np.array([[0,0],[0,1],[1,0],[1,1]])
y = np.array([[0],[1],[1],[0]])
model = Sequential()
model.add(Dense(2, input_shape=(2,)))
model.add(Dense(1))
model.compile(loss='binary_crossentropy', optimizer='sgd')
model.fit(x, y, epochs=1000)
