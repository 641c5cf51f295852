namespace Lab.Instruments.Blocks;

/// <summary>In which order an instrument sends the bytes of a sample; SCPI calls it <c>FORMat:BORDer</c>.</summary>
public enum ByteOrder
{
    /// <summary>The least significant byte first: SCPI's <c>SWAPped</c>.</summary>
    LittleEndian,

    /// <summary>The most significant byte first: SCPI's <c>NORMal</c>.</summary>
    BigEndian,
}
