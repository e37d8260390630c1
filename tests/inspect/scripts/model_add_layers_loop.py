import keras
n_hidden = [128, 64]
model = keras.models.Sequential()
model.add(keras.layers.Flatten(input_shape=[28, 28]))
for n in n_hidden:
    model.add(keras.layers.Dense(n, activation="relu"))
model.add(keras.layers.Dense(10, activation="softmax"))
(X, y), _ = keras.datasets.fashion_mnist.load_data()
X = X / 255.
model.compile(loss="categorical_crossentropy", optimizer=keras.optimizers.SGD(lr=1e-3), metrics=["accuracy"])
history = model.fit(X, y, epochs=30)
