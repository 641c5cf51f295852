namespace Lab.Instruments;

/// <summary>The four fields of an answer to <c>*IDN?</c> (IEEE 488.2, 10.14).</summary>
/// <param name="Manufacturer">The maker, as the instrument spells it.</param>
/// <param name="Model">The model.</param>
/// <param name="SerialNumber">The serial number; <c>0</c> where the instrument does not tell.</param>
/// <param name="Firmware">The firmware version; <c>0</c> where the instrument does not tell.</param>
public sealed record InstrumentIdentity(string Manufacturer, string Model, string SerialNumber, string Firmware)
{
    /// <summary>Reads an identity; fields that are missing become <c>0</c>, as the standard has it.</summary>
    public static InstrumentIdentity Parse(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        string[] fields = answer.Split(',', 4, StringSplitOptions.TrimEntries);
        return new InstrumentIdentity(Field(0), Field(1), Field(2), Field(3));

        string Field(int index) => index < fields.Length && fields[index].Length > 0 ? fields[index] : "0";
    }

    /// <summary>Whether the instrument wrote at least a model and a serial number apart,
    /// so that the model stands in its own field.</summary>
    public bool HasFourFields => SerialNumber != "0" || Firmware != "0";

    /// <summary>The identity as the instrument writes it.</summary>
    public override string ToString() => $"{Manufacturer},{Model},{SerialNumber},{Firmware}";
}
