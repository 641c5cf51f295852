using System.Reflection;
using Lab.Instruments.Wires;
using Lab.Quantities;

namespace Lab.Wires;

/// <summary>
/// VISA.NET (IVI VPP-4.3.6), bound by name where it is installed: NationalInstruments.Visa's resource manager, or Ivi.Visa's
/// global one, which finds the VISA of any maker.
/// </summary>
internal sealed class VisaNet : IVisa
{
    private readonly AssemblyName assembly;
    private readonly Func<string, object> open;
    private readonly Func<string, IEnumerable<string>> find;

    private VisaNet(Type manager, object? instance)
    {
        assembly = manager.Assembly.GetName();
        open = OptionalAssembly.Require(manager.GetMethod("Open", [typeof(string)]), $"{manager.Name}.Open")
            .CreateDelegate<Func<string, object>>(instance);
        find = OptionalAssembly.Require(manager.GetMethod("Find", [typeof(string)]), $"{manager.Name}.Find")
            .CreateDelegate<Func<string, IEnumerable<string>>>(instance);
    }

    /// <inheritdoc/>
    public string Name => assembly.Name!;

    /// <summary>Binds Ivi.Visa.</summary>
    /// <exception cref="TypeLoadException">The assembly is not what its name says.</exception>
    /// <exception cref="MissingMemberException">The assembly is not what its name says.</exception>
    /// <exception cref="FileNotFoundException">An assembly that it needs is missing.</exception>
    public static VisaNet OfIvi(Assembly assembly) =>
        new(assembly.GetType("Ivi.Visa.GlobalResourceManager", throwOnError: true)!, instance: null);

    /// <summary>Binds NationalInstruments.Visa.</summary>
    /// <inheritdoc cref="OfIvi" path="/exception"/>
    public static VisaNet OfNationalInstruments(Assembly assembly)
    {
        Type manager = assembly.GetType("NationalInstruments.Visa.ResourceManager", throwOnError: true)!;
        return new VisaNet(manager, Activator.CreateInstance(manager));
    }

    /// <summary>The error of an assembly of VISA.NET that fails for something other than its instruments.</summary>
    public static VisaUnusableException Unusable(Exception error) =>
        new(string.Join(' ', error.GetBaseException().Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .TrimEnd('.'), error);

    /// <summary>Whether an error is one of VISA's own.</summary>
    public static bool IsVisas(Exception error)
    {
        for (Type? type = error.GetType(); type is not null; type = type.BaseType)
        {
            if (type.FullName == "Ivi.Visa.VisaException")
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The status code that an error of VISA.NET stands for; <see langword="null"/> where VISA.NET itself failed, not
    /// the VISA under it.</summary>
    public static int? StatusOf(Exception error) =>
        error.GetType().GetProperty("ErrorCode")?.GetValue(error) is int status ? status
        : error.GetType().FullName == "Ivi.Visa.IOTimeoutException" ? VisaStatus.Timeout
        : null;

    /// <inheritdoc/>
    public string Describe() => $"{assembly.Name} {assembly.Version}";

    /// <inheritdoc/>
    public IReadOnlyList<string> Find(string expression)
    {
        try
        {
            return [.. find(expression)];
        }
        catch (Exception error) when (IsVisas(error) && StatusOf(error) is VisaStatus.ResourceNotFound)
        {
            return []; // VISA's way to say that there are none
        }
        catch (Exception error) when (IsVisas(error) && StatusOf(error) is { } status)
        {
            throw VisaStatus.Error(status, "VISA cannot look for instruments", error.Message, error);
        }
        catch (Exception error) when (IsVisas(error) || OptionalAssembly.IsMisfit(error))
        {
            throw Unusable(error);
        }
    }

    /// <inheritdoc/>
    public IVisaSession Open(string resource, Duration timeout)
    {
        object? session = null;
        try
        {
            session = open(resource);
            return new VisaNetSession(session, timeout);
        }
        catch (Exception error) when (IsVisas(error) && StatusOf(error) is { } status)
        {
            (session as IDisposable)?.Dispose();
            throw VisaStatus.Error(status, "VISA cannot open it", error.Message, error);
        }
        catch (Exception error) when (IsVisas(error) || OptionalAssembly.IsMisfit(error))
        {
            // An Ivi.Visa without a maker's assembly, or a maker's assembly without the native library that it calls.
            (session as IDisposable)?.Dispose();
            throw Unusable(error);
        }
        catch
        {
            (session as IDisposable)?.Dispose();
            throw;
        }
    }
}
