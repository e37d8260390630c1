import numpy as np
from sklearn.datasets import load_digits
from tensorflow import keras

images, labels = load_digits(return_X_y=True)
images = images.reshape(-1, 8, 8, 1) / 16.0
turned = np.array([np.rot90(image) for image in images[::2]])
images = np.concatenate([images, turned])
labels = np.concatenate([labels, labels[::2]])

model = keras.Sequential(
    [
        keras.layers.Conv2D(16, 3, activation="relu", input_shape=(8, 8, 1)),
        keras.layers.MaxPooling2D(),
        keras.layers.Flatten(),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(images, labels, epochs=10, batch_size=32, validation_split=0.2)
