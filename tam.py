import json,subprocess,sys,copy
src=sys.argv[1]; plan=json.load(open(src))
def walk(o,path=()):
    if isinstance(o,dict):
        for k,v in o.items(): yield from walk(v,path+(k,))
    elif isinstance(o,list):
        for i,v in enumerate(o): yield from walk(v,path+(i,))
    else: yield path,o
targets=[p for p,v in walk(plan) if (p[0]=='commitments' or (p[0]=='pools' and any(s in str(p[-1]) for s in ('spot','on_demand','fee','interrupt'))) or p[-1]=='unused_commitments_usd_per_month')]
missed=[];n=0
for p in targets:
    q=copy.deepcopy(plan); o=q
    for k in p[:-1]: o=o[k]
    v=o[p[-1]]
    if isinstance(v,bool): continue
    if isinstance(v,(int,float)): nv=v*0.9 if isinstance(v,float) else v+1
    else:
        try: nv='%.9f'%(float(v)*0.9)
        except: continue
    o[p[-1]]=nv; json.dump(q,open('t.json','w')); n+=1
    r=subprocess.run(['/tmp/bp','check','t.json'],capture_output=True,text=True)
    if r.returncode==0: missed.append('.'.join(map(str,p)))
print(src,n,'tampered,',len(missed),'missed',missed)
