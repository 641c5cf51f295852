using Lab.Instruments;
using Lab.Runs.Protocols;
using Lab.Runs.Settings;

namespace Lab.Protocols.Powers;

/// <summary>Loss from a generator to the chain against frequency, from the readings of a power meter or from the voltage of a junction
/// whose response is known; every RF set-point is corrected by it from then on.</summary>
public sealed class PowerCalibrationProtocol : Protocol<PowerCalibrationSettings>
{
    private static readonly string[] TableColumns = ["frequency_hz", "set_dbm", "measured_dbm"];
    private static readonly string[] ReferenceColumns = ["frequency_hz", "volts_per_watt", "relative_uncertainty"];

    /// <inheritdoc/>
    public override string Name => "power-calibration";

    /// <inheritdoc/>
    public override string Summary => "Loss from a generator to the chain against frequency, from a power meter's table or a reference junction.";

    /// <inheritdoc/>
    public override string DefaultBench => "spin-diode";

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs { get; } =
    [
        new(BenchSetUp.RfRole, InstrumentKind.RfGenerator, "drives the junction"),
        new(BenchSetUp.VoltmeterRole, InstrumentKind.Nanovoltmeter, "reads the rectified voltage"),
        new(BenchSetUp.MagnetRole, InstrumentKind.Electromagnet, "holds the perpendicular field", IsOptional: true),
    ];

    /// <inheritdoc/>
    public override IExperiment Create(PowerCalibrationSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        RequiredSetting.NotNegative("settle", settings.Settle);
        if (settings.Readings < 2)
        {
            throw new SettingsException($"The setting 'readings' is {settings.Readings}; the uncertainty of a loss needs at least 2.");
        }

        if (settings.Table.Length > 0 && settings.Reference.Length > 0)
        {
            throw new SettingsException("The settings 'table' and 'reference' exclude each other: a power meter's readings need no junction.");
        }

        bool isTable = settings.Table.Length > 0;
        double[][] rows = isTable ? NumberTable.Read("table", settings.Table, TableColumns)
            : settings.Reference.Length > 0 ? NumberTable.Read("reference", settings.Reference, ReferenceColumns)
            : NumberTable.Parse("reference", "reference-junction.csv", ShippedReference(), ReferenceColumns);
        if (rows.Zip(rows.Skip(1), (row, next) => row[0] < next[0]).Contains(false) || rows[0][0] <= 0)
        {
            throw new SettingsException($"The setting '{(isTable ? "table" : "reference")}': the frequencies have to be positive and ascending.");
        }

        if (!isTable && rows.Any(row => row[1] == 0 || row[2] < 0))
        {
            throw new SettingsException("The setting 'reference': a junction that gives no voltage, or whose uncertainty is negative, is no reference; leave the row out.");
        }

        return new PowerCalibrationExperiment(settings, rows);
    }

    private static string ShippedReference()
    {
        using Stream stream = typeof(PowerCalibrationProtocol).Assembly.GetManifestResourceStream("reference-junction.csv")
            ?? throw new InvalidOperationException("Bug in Lab: the reference junction is not part of the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
