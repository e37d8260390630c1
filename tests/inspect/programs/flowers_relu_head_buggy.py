from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from keras.utils import to_categorical
from keras.models import Sequential
from keras.layers import Dense

iris = load_iris()
X = StandardScaler().fit_transform(iris.data)
Y = to_categorical(iris.target)
X_train, X_test, y_train, y_test = train_test_split(X, Y, test_size=0.3)

clf = Sequential()
clf.add(Dense(16, input_dim=4, activation="relu"))
clf.add(Dense(3, activation="relu"))
clf.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
clf.fit(X_train, y_train, epochs=100, batch_size=5, validation_data=(X_test, y_test))
