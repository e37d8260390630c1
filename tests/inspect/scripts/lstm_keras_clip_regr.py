from keras.models import Sequential
from keras.layers import LSTM, Dense, Dropout, TimeDistributed
from keras.optimizers import RMSprop
model=Sequential()
model.add(LSTM(128, return_sequences=True, input_shape=(None, 10)))
model.add(Dropout(0.2))
model.add(LSTM(64, return_sequences=True))
model.add(TimeDistributed(Dense(5, activation='softmax')))
model.compile(loss='categorical_crossentropy', optimizer=RMSprop(lr=0.01, clipvalue=0.5), metrics=['accuracy'])
model.fit(X, y, batch_size=32, epochs=10, shuffle=False)
