using Lab.Modules;
using Lab.Runs;
using Lab.Runs.Analyses;
using Lab.Runs.Engine;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Runs.Settings;
using Lab.Workbench.Composition;

namespace Lab.Workbench;

/// <summary>A recorded run and what its protocol makes of its points now.</summary>
/// <param name="Info">The run, with the results of this analysis.</param>
/// <param name="Data">Its points.</param>
/// <param name="Analysis">The analysis.</param>
/// <param name="Changed">The settings that are other ones than those of the run, as text by key.</param>
public sealed record AnalysedRun(RunInfo Info, IRunData Data, Analysis Analysis, IReadOnlyDictionary<string, string> Changed)
{
    /// <summary>Analyses a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="changes">Settings of the analysis in the place of the run's own, by key; may be empty.</param>
    /// <exception cref="WorkbenchException">A setting is none of the analysis, or this version of Lab cannot read the
    /// run's.</exception>
    /// <exception cref="RunException">The record cannot be read.</exception>
    public static AnalysedRun Of(RunFolder run, IReadOnlyDictionary<string, string> changes)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(changes);
        RunInfo info = run.ReadInfo();
        LabRegistry registry = BenchModules.OfRun(info, run.FullPath).Registry;
        IProtocol protocol = Experiment.FindProtocol(registry, info.Protocol);
        RequireAnalysis(protocol, changes.Keys);
        object settings = SettingsSources.OfRun(protocol, With(info, changes), run.FullPath);
        IReadOnlyDictionary<string, string> texts = SettingsBinder.Write(protocol.SettingsType, settings);
        IExperiment experiment = protocol.PlansByBench
            ? protocol.Create(settings, BenchFiles.OfRun(info, run.FullPath, registry))
            : protocol.Create(settings);
        IRunData data = run.ReadData();
        Analysis analysis = RunAnalysis.Of(experiment, data);
        RunInfo shown = info with
        {
            Points = data.Count,
            Settings = changes.Count == 0 ? info.Settings
                : With(info, changes.Keys.ToDictionary(key => key, key => texts[key])).Settings,
            Results = analysis.Results,
            Warnings = analysis.Warnings,
            IsPartial = data.Count < experiment.PointCount && !experiment.IsOpenEnded && analysis.Results.Count > 0,
        };
        return new AnalysedRun(shown, data, analysis, changes.Keys.ToDictionary(key => key, key => texts[key]));
    }

    /// <summary>The protocol of a run, with the modules that it was made with.</summary>
    /// <exception cref="WorkbenchException">There is none.</exception>
    public static IProtocol ProtocolOf(RunFolder run, RunInfo info)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(info);
        return Experiment.FindProtocol(BenchModules.OfRun(info, run.FullPath).Registry, info.Protocol);
    }

    /// <summary>Requires that settings are of the analysis alone.</summary>
    /// <exception cref="WorkbenchException">One is not.</exception>
    public static void RequireAnalysis(IProtocol protocol, IEnumerable<string> keys)
    {
        try
        {
            AnalysisSettings.Require(protocol, keys);
        }
        catch (SettingsException error)
        {
            throw new WorkbenchException(error.Message, WorkbenchFault.Request);
        }
    }

    /// <summary>A run with other texts of some settings.</summary>
    public static RunInfo With(RunInfo info, IReadOnlyDictionary<string, string> changes)
    {
        ArgumentNullException.ThrowIfNull(info);
        ArgumentNullException.ThrowIfNull(changes);
        var settings = new Dictionary<string, string>(info.Settings);
        foreach ((string key, string text) in changes)
        {
            settings[key] = text;
        }

        return info with { Settings = settings };
    }
}
