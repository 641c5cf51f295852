using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace Lab.Modules.Loading;

/// <summary>Compiles one C# file in this process, against the assemblies of the running program. No analyzers and no style rules:
/// what does not keep the file from running is let pass.</summary>
internal static class ModuleCompiler
{
    private const int MostFindings = 20;

    /// <summary>The namespaces that every C# file of .NET uses without saying so, and those that modules use.</summary>
    private const string GlobalUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    /// <summary>Compiles the file.</summary>
    /// <param name="source">The file.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="libraries">Assemblies that it may use beside Lab's.</param>
    /// <returns>The assembly, with its symbols in it.</returns>
    /// <exception cref="ModuleException">It does not compile; each finding has file, line and the compiler's words.</exception>
    public static byte[] Compile(ModuleSource source, byte[] content, IReadOnlyList<byte[]> libraries)
    {
        if (LabAssemblies.Files.Count == 0)
        {
            throw new ModuleException(
                $"{source.Path}: this Lab is a single file, which has nothing to compile C# against. Build the module as an "
                    + "assembly, or use Lab as a .NET tool or from its sources.");
        }

        CSharpParseOptions options = new(LanguageVersion.Latest, DocumentationMode.None);
        CSharpCompilation compilation = CSharpCompilation.Create(
            Path.GetFileNameWithoutExtension(source.Name),
            [
                CSharpSyntaxTree.ParseText(SourceText.From(content, content.Length, Encoding.UTF8), options, source.Path),
                CSharpSyntaxTree.ParseText(SourceText.From(GlobalUsings, Encoding.UTF8), options, "GlobalUsings.cs"),
            ],
            [
                .. LabAssemblies.Files.Where(IsForModules).Select(file => MetadataReference.CreateFromFile(file)),
                .. libraries.Select(image => MetadataReference.CreateFromImage(image)),
            ],
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                optimizationLevel: OptimizationLevel.Release,
                nullableContextOptions: NullableContextOptions.Enable,
                allowUnsafe: true,
                deterministic: true));
        using var image = new MemoryStream();
        EmitResult result = compilation.Emit(
            image, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.Embedded));
        if (result.Success)
        {
            return image.ToArray();
        }

        string[] findings =
            [.. result.Diagnostics.Where(finding => finding.Severity == DiagnosticSeverity.Error).Select(Describe)];
        int left = findings.Length - MostFindings;
        throw new ModuleException(
        [
            $"{source.Path}: the module does not compile; mend what the lines below say.",
            .. findings.Take(MostFindings),
            .. left > 0 ? [string.Create(CultureInfo.InvariantCulture, $"... and {left} more.")] : Array.Empty<string>(),
        ]);
    }

    private static bool IsForModules(string file) =>
        Path.GetFileNameWithoutExtension(file) is var name
        && name != "lab" && !name.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)
        && !name.StartsWith("System.CommandLine", StringComparison.Ordinal);

    private static string Describe(Diagnostic finding)
    {
        FileLinePositionSpan place = finding.Location.GetLineSpan();
        string message = finding.GetMessage(CultureInfo.InvariantCulture).TrimEnd('.');
        return finding.Location.IsInSource
            ? string.Create(
                CultureInfo.InvariantCulture, $"{place.Path}:{place.StartLinePosition.Line + 1}: {message} ({finding.Id}).")
            : $"{message} ({finding.Id}).";
    }
}
