using System.Globalization;
using System.Text;
using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Calibration.Twins;
using Lab.Quantities;
using Lab.Runs.Engine;
using Lab.Runs.Reports;
using Lab.Runs.Results;

namespace Lab.Workbench.Twins;

/// <summary>Writes fitted parameters as a device file.</summary>
internal static class DeviceText
{
    /// <summary>The text of the file.</summary>
    public static string Of(
        RecordedRun[] runs, BenchDefinition bench, JunctionDefinition junction, FieldLineDefinition? line,
        IReadOnlyList<FittedParameter> parameters, MeasuredSpectrum[] spectra)
    {
        var text = new StringBuilder();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"# Fitted to {string.Join(", ", runs.Select(run => run.Info.Run))} by Lab {RunEngine.Version}.");
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"# A bench file takes it up with 'device: FILE' in its section 'sample', in which junction '{junction.Name}' is "
                + $"described;");
        text.AppendLine(
            "# what is not named here stays as the bench file has it. After each value: its standard uncertainty, and what it "
                + "was found from.");
        text.AppendLine(CultureInfo.InvariantCulture, $"junctions:\n  {junction.Name}:");
        if (spectra[0].Field is { } field)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture, $"    reference_field: {Quantity.Format(field, 12)} # as set in the runs");
        }

        foreach (FittedParameter parameter in parameters)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"    {parameter.Key}: {YamlOf(parameter.Value.Value, parameter.Unit, parameter.Value.StandardUncertainty)} # "
                    + $"{ValueText.Format(parameter.Value.Value, parameter.Unit, parameter.Value.StandardUncertainty)}; "
                    + $"{parameter.Basis}");
        }

        if (line is not null && runs.LastOrDefault(run => run.Info.Protocol == TwinFitting.FieldLineProtocol) is { } calibrated)
        {
            ResultValue conversion = calibrated.Info.Results.Single(result => result.Name == "field_per_current");
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"field_lines:\n  {line.Name}:\n    conversion: {YamlOf(conversion.Value, "T/A", conversion.Uncertainty ?? 0)} "
                    + $"# {ValueText.Format(conversion)}; {calibrated.Info.Run}");
        }

        return text.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>A value as bench files read it, to the second digit of its uncertainty.</summary>
    /// <param name="value">The value, SI.</param>
    /// <param name="unit">Its unit.</param>
    /// <param name="uncertainty">Its standard uncertainty; 0 where it is exact.</param>
    public static string YamlOf(double value, string unit, double uncertainty)
    {
        int digits = DigitsOf(value, uncertainty);
        string number = value.ToString($"G{digits}", CultureInfo.InvariantCulture);
        return unit switch
        {
            "" or "Hz/T²" => number, // a plain number in bench files
            "Hz" => Quantity.Format(Frequency.FromHertz(value), digits),
            "Hz/T" => Quantity.Format(FrequencyPerField.FromHertzPerTesla(value), digits),
            "A" => Quantity.Format(Current.FromAmperes(value), digits),
            "V" => Quantity.Format(Voltage.FromVolts(value), digits),
            "T/A" => Quantity.Format(FieldPerCurrent.FromTeslaPerAmpere(value), digits),
            _ => throw new InvalidOperationException($"Bug in Lab: no quantity for the unit {unit}."),
        };
    }

    // To the second digit of the uncertainty, as the value beside it.
    private static int DigitsOf(double value, double uncertainty)
    {
        const int most = 12;
        return value != 0 && uncertainty > 0 && double.IsFinite(uncertainty)
            ? Math.Clamp((int)(Math.Floor(Math.Log10(Math.Abs(value))) - Math.Floor(Math.Log10(uncertainty))) + 2, 2, most)
            : most;
    }
}
