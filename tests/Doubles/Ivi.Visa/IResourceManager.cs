namespace Ivi.Visa;

public interface IResourceManager : IDisposable
{
    IEnumerable<string> Find(string pattern);

    IVisaSession Open(string resourceName);
}
