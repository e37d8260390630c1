from tensorflow.keras.datasets import mnist
from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import Dense, Flatten

(images, labels), (test_images, test_labels) = mnist.load_data()
images, test_images = images / 255.0, test_images / 255.0
model = Sequential(
    [Flatten(input_shape=(28, 28)), Dense(128, activation="relu"), Dense(9, activation="softmax")]
)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(images, labels, epochs=5)
