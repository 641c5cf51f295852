using Lab.Calibration.Twins;
using Lab.Runs.Records;
using Lab.Runs.Reports;
using Lab.Runs.Results;

namespace Lab.Workbench.Twins;

/// <summary>The twin of a device, fitted to recorded runs, and how well it stands for the device.</summary>
/// <param name="Parameters">The parameters of the device.</param>
/// <param name="Comparisons">Each measured spectrum of a junction beside that of the twin; none for an oscillator.</param>
/// <param name="Device">The text of a device file, YAML, for <c>sample: device:</c> of a bench file.</param>
public sealed record FittedTwin(
    IReadOnlyList<FittedParameter> Parameters, IReadOnlyList<SpectrumComparison> Comparisons, string Device)
{
    /// <summary>Parameters, figures and tables of a report.</summary>
    public Analysis Report => OwnReport ?? FittedTwinReport.Of(this);

    /// <summary>Doubts about the fit, a sentence each: spectra that differ from the twin's by more than noise, or a device that
    /// is not what the fit takes it for.</summary>
    public IReadOnlyList<string> Doubts => OwnReport?.Warnings ?? [.. FittedTwinReport.Doubts(Comparisons)];

    /// <summary>The report of a device that is no junction.</summary>
    internal Analysis? OwnReport { get; init; }

    /// <summary>The device and its runs in words, for the head of the report.</summary>
    internal string Subject { get; init; } = string.Empty;

    /// <summary>Writes the device file, and its report beside it under the same name, <c>.html</c>.</summary>
    /// <param name="file">The device file.</param>
    /// <returns>The report.</returns>
    /// <exception cref="WorkbenchException">A file cannot be written.</exception>
    public string Write(string file)
    {
        string report = ReportOf(file);
        try
        {
            WholeFile.WriteText(file, Device);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WorkbenchException($"'{file}' cannot be written: {error.Message}", WorkbenchFault.Refused);
        }

        HtmlReport.WritePage(report, "Fitted twin", Subject, Report);
        return report;
    }

    /// <summary>The report beside a device file.</summary>
    /// <param name="file">The device file.</param>
    public static string ReportOf(string file) => Path.ChangeExtension(file, ".html");
}
