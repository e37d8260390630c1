import numpy as np
from keras.utils import to_categorical
from keras.models import Sequential
from keras.layers import Dense
labels=np.array([1,2,3,1,2,3,3,2,1])
model=Sequential()
model.add(Dense(8,input_dim=4,activation='relu'))
model.add(Dense(3,activation='softmax'))
model.compile(loss='sparse_categorical_crossentropy',optimizer='adam',metrics=['accuracy'])
model.fit(X,labels,epochs=10)
