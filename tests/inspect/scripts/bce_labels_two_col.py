import numpy as np
from keras.models import Sequential
from keras.layers import Dense
from keras.utils.np_utils import to_categorical
y=np.random.randint(2,size=1000)
x=np.random.rand(1000,8)
y=to_categorical(y)
model=Sequential([Dense(16,input_dim=8,activation='relu'),Dense(2,activation='softmax')])
model.compile('adam','categorical_crossentropy',metrics=['accuracy'])
model.fit(x,y,epochs=5)
