using System.CommandLine;
using Lab.Calibration.Twins;
using Lab.Cli.Completion;
using Lab.Runs.Reports;
using Lab.Workbench.Twins;
using Spectre.Console;

namespace Lab.Cli.Commands;

/// <summary><c>lab twin fit</c>: turns recorded runs into the parameters of the twin of the device that was measured.</summary>
internal sealed class TwinCommand
{
    private readonly Terminal terminal;
    private readonly Argument<string[]> names = new Argument<string[]>("runs")
    {
        Description = "Runs of spin-diode, weight-tuning and field-line-calibration on one device, or of oscillator-spectrum and "
            + "injection-locking.",
        Arity = ArgumentArity.OneOrMore
    }.OfRuns();
    private readonly Option<string> output = new("--output", "-o")
    {
        Description = "The device file to write, YAML; its report is written beside it.",
        Required = true
    };
    private readonly Option<string?> benchFile = new("--bench")
    {
        Description = "Bench file whose other values are kept. Default: that of the first run."
    };
    private readonly ForceOption force = new() { Description = "Replace the files if they are there." };
    private readonly Option<string> runsFolder = RunsCommand.NewFolderOption();

    public TwinCommand(Terminal terminal)
    {
        this.terminal = terminal;
        var fit = new Command(
            "fit",
            "Find a device's parameters from recorded runs and write them as a file for 'sample: device:' of a bench file.")
            {
                names,
                output,
                benchFile,
                force,
                runsFolder
            };
        fit.SetAction((parsed, cancel) => FitAsync(parsed, cancel));
        Command = new Command("twin", "Make the twin of a device.") { fit };
    }

    public Command Command { get; }

    private async Task<int> FitAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string file = parsed.GetRequiredValue(output);
        if (Path.GetExtension(file) is not (".yaml" or ".yml"))
        {
            throw new CommandException($"-o {file}: a device file ends in .yaml.", ExitCode.Usage);
        }

        force.RequireFree(parsed, file, FittedTwin.ReportOf(file));
        FittedTwin fitted = await TwinFitting.FitAsync(
            parsed.GetRequiredValue(runsFolder),
            parsed.GetRequiredValue(names),
            parsed.GetValue(benchFile),
            cancellationToken).ConfigureAwait(false);
        Show(fitted, file, fitted.Write(file));
        return ExitCode.Done;
    }

    private void Show(FittedTwin fitted, string file, string report)
    {
        var table = new Table { Border = TableBorder.Horizontal };
        table.AddColumns("parameter", "value", "from");
        foreach (FittedParameter parameter in fitted.Parameters)
        {
            table.AddRow(
                new Text(parameter.Key),
                new Text(ValueText.Format(parameter.Value.Value, parameter.Unit, parameter.Value.StandardUncertainty)),
                new Text(parameter.Basis));
        }

        terminal.Write(table);
        foreach (string doubt in fitted.Doubts)
        {
            terminal.Error.WriteLine($"Warning: {doubt}");
        }

        IReadOnlyList<SpectrumComparison> spectra = fitted.Comparisons;
        if (spectra.Count > 0)
        {
            terminal.Output.WriteLine(
                $"{spectra.Count} spectra, measured again on the fitted twin: χ² per degree of freedom "
                    + $"{spectra.Average(spectrum => spectrum.ChiSquare):0.00} on average, "
                    + $"{spectra.Max(spectrum => spectrum.ChiSquare):0.00} at most");
        }

        terminal.Output.WriteLine(
            $"Device: {file}; a bench file takes it up with 'device: {Path.GetFileName(file)}' in its section 'sample'");
        terminal.Output.WriteLine($"Report: {report}");
    }
}
