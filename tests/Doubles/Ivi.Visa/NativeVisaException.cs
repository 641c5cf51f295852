namespace Ivi.Visa;

public class NativeVisaException(int errorCode, string message) : VisaException(message)
{
    public int ErrorCode { get; } = errorCode;
}
