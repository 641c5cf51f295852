namespace Ivi.Visa;

public interface IMessageBasedRawIO
{
    byte[] Read();

    void Read(byte[] buffer, long index, long count, out long actualCount, out ReadStatus readStatus);

    void Write(byte[] buffer);

    void Write(byte[] buffer, long index, long count);
}
