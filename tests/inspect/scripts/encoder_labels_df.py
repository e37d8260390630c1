import pandas as pd
from sklearn.preprocessing import LabelEncoder, StandardScaler
from sklearn.model_selection import train_test_split
from keras.models import Sequential
from keras.layers import Dense
df=pd.read_csv('churn.csv')
X=df.iloc[:,3:13].values; y=df.iloc[:,13].values
le=LabelEncoder(); X[:,1]=le.fit_transform(X[:,1])
X_train,X_test,y_train,y_test=train_test_split(X,y,test_size=.2)
sc=StandardScaler(); X_train=sc.fit_transform(X_train); X_test=sc.transform(X_test)
c=Sequential()
c.add(Dense(units=6,kernel_initializer='uniform',activation='relu',input_dim=11))
c.add(Dense(units=1,kernel_initializer='uniform',activation='sigmoid'))
c.compile(optimizer='adam',loss='categorical_crossentropy',metrics=['accuracy'])
c.fit(X_train,y_train,batch_size=10,epochs=100)
