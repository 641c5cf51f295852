using Lab.Quantities;

namespace Lab.Benches.Files;

/// <summary>Reads the section <c>operating_point</c> of a bench file: the usual set-points, one channel a line.</summary>
internal static class OperatingPointReader
{
    /// <summary>The name of the section.</summary>
    public const string Key = "operating_point";

    /// <summary>Reads all set-points; reports what is wrong with them.</summary>
    /// <param name="section">The section.</param>
    /// <param name="devices">The instruments of the bench.</param>
    /// <param name="names">The names of all instruments of the file, those included whose entries are wrong.</param>
    public static IReadOnlyList<OperatingSetPoint> Read(
        BenchSection section, IReadOnlyList<InstrumentDefinition> devices, IReadOnlyCollection<string> names)
    {
        var terminals = new BenchTerminals(devices);
        string[] wrong = [.. names.Except(devices.Select(device => device.Name), StringComparer.Ordinal)];
        return
        [
            .. section.Keys.Where(key => !wrong.Contains(key.Split('.')[0], StringComparer.Ordinal)) // reported where it stands
                .Select(key => ReadOne(section, key, terminals)).OfType<OperatingSetPoint>(),
        ];
    }

    private static OperatingSetPoint? ReadOne(BenchSection section, string key, BenchTerminals terminals)
    {
        if (section.Text(key, isMandatory: true, "-14 dBm") is not { } text)
        {
            return null;
        }

        try
        {
            NamedChannel channel = terminals.FindChannel(key);
            double value = Quantity.ParseSi(text, channel.Channel.Quantity);
            if (channel.Channel.Takes(value))
            {
                return new OperatingSetPoint(channel, value);
            }

            section.ReportAt(key, $": {channel.Channel.Show(value)} is no value for this channel.");
        }
        catch (Exception error) when (error is BenchException or QuantityFormatException)
        {
            section.ReportAt(key, $": {error.Message}");
        }

        return null;
    }
}
