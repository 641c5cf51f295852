using System.CommandLine;
using System.CommandLine.Completions;
using Lab.Runs.Protocols;
using Lab.Workbench.Composition;

namespace Lab.Cli.Completion;

/// <summary>The names that arguments take, for a shell that completes them.</summary>
internal static class CompletionNames
{
    /// <summary>The runs in the folder <c>runs</c>; a shell looks there itself, when it completes.</summary>
    public static Func<CompletionContext, IEnumerable<CompletionItem>> Runs { get; } = _ => Directory.Exists("runs")
        ? Directory.EnumerateDirectories("runs").Select(folder => new CompletionItem(Path.GetFileName(folder)))
        : [];

    /// <summary>Says that an argument names a protocol.</summary>
    public static Argument<T> OfProtocols<T>(this Argument<T> argument)
    {
        argument.CompletionSources.Add(_ => BenchModules.Shipped.Registry.Protocols.All.Select(
            (IProtocol protocol) => new CompletionItem(protocol.Name, detail: protocol.Summary)));
        return argument;
    }

    /// <summary>Says that an argument names a bench that ships with the program.</summary>
    public static Argument<T> OfShippedBenches<T>(this Argument<T> argument)
    {
        argument.CompletionSources.Add([.. BenchFiles.ShippedNames]);
        return argument;
    }

    /// <summary>Says that an argument names a run.</summary>
    public static Argument<T> OfRuns<T>(this Argument<T> argument)
    {
        argument.CompletionSources.Add(Runs);
        return argument;
    }
}
