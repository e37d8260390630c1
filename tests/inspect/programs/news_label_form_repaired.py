from keras.datasets import reuters
from keras.preprocessing.sequence import pad_sequences
from keras.models import Model
from keras.layers import Input, Embedding, GlobalAveragePooling1D, Dense

WORDS, TOPICS = 20000, 46
(x_train, y_train), (x_test, y_test) = reuters.load_data(num_words=WORDS)
x_train = pad_sequences(x_train, maxlen=200)

words = Input(shape=(200,))
x = Embedding(WORDS, 64)(words)
x = GlobalAveragePooling1D()(x)
x = Dense(64, activation="relu")(x)
topic = Dense(TOPICS, activation="softmax")(x)
model = Model(inputs=words, outputs=topic)
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, epochs=5, batch_size=64, validation_split=0.2)
