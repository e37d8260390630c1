import tensorflow as tf

(x, y), _ = tf.keras.datasets.cifar10.load_data()
x = x / 255.0
y = tf.keras.utils.to_categorical(y, 10)

inputs = tf.keras.Input((32, 32, 3))
h = tf.keras.layers.Conv2D(32, 3, padding="same")(inputs)
h = tf.keras.layers.BatchNormalization()(h)
h = tf.keras.layers.ReLU()(h)
h = tf.keras.layers.GlobalAveragePooling2D()(h)
outputs = tf.keras.layers.Dense(10)(h)
outputs = tf.keras.layers.Activation("softmax")(outputs)
net = tf.keras.Model(inputs, outputs)
net.compile(
    optimizer=tf.keras.optimizers.Adam(learning_rate=3e-4),
    loss=tf.keras.losses.SparseCategoricalCrossentropy(),
    metrics=["accuracy"],
)
net.fit(x, y, batch_size=64, epochs=20, validation_split=0.1)
