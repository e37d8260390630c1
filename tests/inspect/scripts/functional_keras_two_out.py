from tensorflow.keras.layers import Input, Dense
from tensorflow.keras.models import Model
i = Input((20,))
h = Dense(64, activation="relu")(i)
age = Dense(1, name="age")(h)
sex = Dense(2, activation="softmax", name="sex")(h)
m = Model(i, [age, sex])
m.compile("adam", {"age": "mse", "sex": "categorical_crossentropy"})
