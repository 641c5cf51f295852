namespace Ivi.Visa;

public enum SerialStopBitsMode
{
    None = 0,
    One = 10,
    OneAndOneHalf = 15,
    Two = 20,
}
