//! What a serializer here does with everything it does not expect.

/// Methods that refuse, each with its arguments and what it would give.
macro_rules! refuse {
    ($($method:ident($($argument:ty),*) -> $answer:ty;)*) => {
        $(fn $method(self, $(_: $argument),*) -> Result<$answer, Shape> {
            Err(Shape)
        })*
    };
}

/// Everything that none of the serializers here expects.
macro_rules! refuse_all_but_struct_and_seq_and_u64 {
    () => {
        type Ok = <Self as Answer>::Answer;
        type Error = Shape;
        type SerializeTuple = Impossible<Self::Ok, Shape>;
        type SerializeTupleStruct = Impossible<Self::Ok, Shape>;
        type SerializeTupleVariant = Impossible<Self::Ok, Shape>;
        type SerializeMap = Impossible<Self::Ok, Shape>;
        type SerializeStructVariant = Impossible<Self::Ok, Shape>;

        refuse! {
            serialize_bool(bool) -> Self::Ok;
            serialize_i8(i8) -> Self::Ok;
            serialize_i16(i16) -> Self::Ok;
            serialize_i32(i32) -> Self::Ok;
            serialize_i64(i64) -> Self::Ok;
            serialize_u8(u8) -> Self::Ok;
            serialize_u16(u16) -> Self::Ok;
            serialize_u32(u32) -> Self::Ok;
            serialize_f32(f32) -> Self::Ok;
            serialize_f64(f64) -> Self::Ok;
            serialize_char(char) -> Self::Ok;
            serialize_str(&str) -> Self::Ok;
            serialize_bytes(&[u8]) -> Self::Ok;
            serialize_none() -> Self::Ok;
            serialize_unit() -> Self::Ok;
            serialize_unit_struct(&'static str) -> Self::Ok;
            serialize_unit_variant(&'static str, u32, &'static str) -> Self::Ok;
            serialize_tuple(usize) -> Self::SerializeTuple;
            serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct;
            serialize_tuple_variant(&'static str, u32, &'static str, usize)
                -> Self::SerializeTupleVariant;
            serialize_map(Option<usize>) -> Self::SerializeMap;
            serialize_struct_variant(&'static str, u32, &'static str, usize)
                -> Self::SerializeStructVariant;
        }

        fn serialize_some<T: ?Sized + Serialize>(self, _: &T) -> Result<Self::Ok, Shape> {
            Err(Shape)
        }

        fn serialize_newtype_struct<T: ?Sized + Serialize>(
            self,
            _: &'static str,
            _: &T,
        ) -> Result<Self::Ok, Shape> {
            Err(Shape)
        }

        fn serialize_newtype_variant<T: ?Sized + Serialize>(
            self,
            _: &'static str,
            _: u32,
            _: &'static str,
            _: &T,
        ) -> Result<Self::Ok, Shape> {
            Err(Shape)
        }
    };
}

pub(super) use {refuse, refuse_all_but_struct_and_seq_and_u64};
