from sklearn.datasets import load_wine
from sklearn.preprocessing import LabelBinarizer, StandardScaler
from keras.models import Sequential
from keras.layers import Dense
from keras.utils import to_categorical

X, y = load_wine(return_X_y=True)
X = StandardScaler().fit_transform(X)
y = to_categorical(y, num_classes=3)


def create_model():
    model = Sequential()
    model.add(Dense(12, activation="relu", input_dim=13))
    model.add(Dense(3, activation="softmax"))
    model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    return model


model = create_model()
model.fit(X, y, epochs=60, batch_size=8, validation_split=0.25)
