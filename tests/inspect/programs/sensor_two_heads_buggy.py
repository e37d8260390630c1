from keras.layers import Input, Dense, LSTM, concatenate
from keras.models import Model

signal = Input(shape=(50, 6))
extra = Input(shape=(4,))
x = LSTM(32)(signal)
merged = concatenate([x, extra])
state = Dense(4, activation="sigmoid")(merged)
model = Model(inputs=[signal, extra], outputs=state)
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["categorical_accuracy"])
