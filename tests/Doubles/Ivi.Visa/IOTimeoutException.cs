namespace Ivi.Visa;

public class IOTimeoutException(long actualCount, byte[] actualData) : VisaException(
    "Timeout expired before operation completed.")
{
    public long ActualCount { get; } = actualCount;

    public IReadOnlyList<byte> ActualData { get; } = actualData;
}
